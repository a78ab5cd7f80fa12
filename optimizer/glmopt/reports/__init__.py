"""Results for people and machines: tables in six formats, and files written whole or not at all."""
