"""Alembic's way in: runs the migrations on the connection that `engine.migrate` hands over."""

from alembic import context

from assistant.catalog import asking_tables

# One metadata: `asking_tables` adds its own to it.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=asking_tables.asked.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
