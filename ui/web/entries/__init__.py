"""The pages: one file each, run by Streamlit, with nothing in them but the call of their view."""
