package dev.strongroom.kit.projection;

/**
 * What a replay found.
 *
 * @param projection its name
 * @param events that were replayed
 * @param live digest of the table as it is, or was before it was mended
 * @param replayed digest of what the events say
 * @param same whether the two are the same
 * @param missing rows that the events say and the table had not
 * @param different rows that the table had otherwise
 * @param surplus rows that no event says
 * @param mended whether the table is now what the events say
 */
public record Comparison(
    String projection,
    long events,
    String live,
    String replayed,
    boolean same,
    long missing,
    long different,
    long surplus,
    boolean mended) {}
