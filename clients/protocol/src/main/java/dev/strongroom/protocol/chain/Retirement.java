package dev.strongroom.protocol.chain;

/**
 * That epochs are out of use.
 *
 * @param oldestEpoch the oldest that stayed in use
 * @param commit up to which the manager who retired them had opened the new wraps
 */
public record Retirement(long oldestEpoch, CommitRef commit) {}
