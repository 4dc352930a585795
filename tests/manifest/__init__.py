"""Manifests and the project file: from text to a state and back."""
