"""What customers write: themes, telling terms, and quotes that a person has approved."""
