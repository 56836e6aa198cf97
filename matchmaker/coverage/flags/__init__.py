"""Signs of collusion in a quote, looked for before an award holds; a person decides about each."""
