"""The joint quote: drafting, signing, handing in, comparing its cost."""
