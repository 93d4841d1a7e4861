package dev.strongroom.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Optional;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test in a process of its own: ends with 0 if it passes, 1 if it fails. */
final class MutantTrial {
  /** No such test. */
  static final int NONE = 3;

  private MutantTrial() {}

  public static void main(String[] arguments) {
    String method = arguments[1];
    PostDiscoveryFilter filter =
        test ->
            FilterResult.includedIf(
                test.getSource()
                    .flatMap(s -> s instanceof MethodSource m ? Optional.of(m) : Optional.empty())
                    .filter(m -> !m.getMethodName().equals(method))
                    .isEmpty());
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(arguments[0]))
            .filters(filter)
            .build();
    Launcher launcher = LauncherFactory.create();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(request, listener);
    long failed = listener.getSummary().getTotalFailureCount();
    long passed = listener.getSummary().getTestsSucceededCount();
    System.exit(failed > 0 ? 1 : passed > 0 ? 0 : NONE);
  }
}
