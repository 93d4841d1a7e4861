package dev.strongroom.cli;

import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.signin.SignOn;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Everything that a command touches outside the SDK.
 *
 * @param out results
 * @param err progress, questions and errors
 * @param terminal whether a person is watching: progress is shown, questions are asked
 * @param question asks for one line; empty where nobody answers
 * @param secret asks for a passphrase without showing it; empty where nobody answers
 */
public record Environment(
    StrongroomConfig config,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    SignOn.Browser browser,
    Supplier<String> question,
    Supplier<char[]> secret) {}
