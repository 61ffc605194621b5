"""What people see of a study: tables in the terminal, figures, a page; in English and Chinese."""
