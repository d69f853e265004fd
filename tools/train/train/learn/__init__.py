"""A performer's own folder of single notes to a playable patch: `seaglass learn`."""
