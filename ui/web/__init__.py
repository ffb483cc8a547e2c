"""The web chat: a thin Streamlit client of the process that owns the indexes."""
