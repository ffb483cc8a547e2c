"""Parts of pages: what draws words, the thread behind a citation, filters and notices."""
