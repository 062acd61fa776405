"""From a notebook to a published report: parameters, one run, gate, both renderers, publish."""
