// The preview's script: takes over what changed.
