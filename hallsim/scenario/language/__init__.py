"""The language as a whole: its keys, short spellings, includes, explanations and schema."""
