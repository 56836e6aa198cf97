"""Reading a need: what an owner typed becomes requirements, amounts, a place, a date, each with its words."""
