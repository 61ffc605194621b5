"""How the code hangs together: files a folder, circles of imports, complexity, operations and readers."""
