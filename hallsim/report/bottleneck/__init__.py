"""Where the days go, for people: in sentences, tables and figures."""
