"""The database backend of the site on PostgreSQL; SQLite needs none of it."""
