"""The choice: comparing quotes, awarding, and what follows when an award falls."""
