package dev.strongroom.identity.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextsTest {
  private static final URI CONSOLE = URI.create("https://console.strongroom.test/");

  @ParameterizedTest
  @EnumSource(Kind.class)
  void text_ofEachKind_isWrittenInBothLanguages_withTheLinkIfThereIsOne(Kind kind) {
    Texts.Text english = Texts.of(kind, "en", Optional.of(CONSOLE));
    Texts.Text german = Texts.of(kind, "de", Optional.of(CONSOLE));
    assertThat(english.subject()).isEqualTo("Strongroom: something waits for you");
    assertThat(german.subject()).isEqualTo("Strongroom: Etwas wartet auf Sie");
    assertThat(english.body()).contains(CONSOLE.toString()).isNotEqualTo(german.body());
    assertThat(german.body()).contains(CONSOLE.toString());
    assertThat(Texts.of(kind, "en", Optional.empty()).body()).contains("organisation's console");
    assertThat(Texts.of(kind, "de", Optional.empty()).body()).contains("Konsole Ihrer");
  }
}
