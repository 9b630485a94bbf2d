"""A plug-in as another package would bring it, and how tests install one."""
