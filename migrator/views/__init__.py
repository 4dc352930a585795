"""Views: plain data as text or JSON; nothing here contacts anything."""
