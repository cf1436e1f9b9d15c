"""The Discord bot: a thin front end over ``Newsroom``."""
