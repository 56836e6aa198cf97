"""After-care: tickets, hand-overs, the dossier."""
