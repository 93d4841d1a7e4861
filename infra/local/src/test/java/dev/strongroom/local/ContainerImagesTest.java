package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerImagesTest {
  private static ContainerImages from(Map<String, String> properties) {
    return ContainerImages.from(name -> properties.getOrDefault(name, ""));
  }

  @Test
  void images_nothingNamed_everythingIsLocal() {
    ContainerImages images = from(Map.of());
    for (Stack.Part part : Stack.Part.values()) {
      assertThat(images.has(part)).isFalse();
    }
    assertThatThrownBy(() -> images.image(Stack.Part.S3)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void images_oneNamedAndOneLocal_onlyTheNamedOneIsAContainer() {
    ContainerImages images =
        from(
            Map.of(
                "strongroom.container.postgres", "postgres:18.1",
                "strongroom.container.kafka", "local"));
    assertThat(images.image(Stack.Part.POSTGRES)).isEqualTo("postgres:18.1");
    assertThat(images.has(Stack.Part.KAFKA)).isFalse();
    assertThat(images.hasAll()).isFalse();
  }

  @Test
  void images_allNamed_theLocalStackIsNotNeeded() {
    assertThat(
            from(Map.of(
                    "strongroom.container.postgres", "a",
                    "strongroom.container.kafka", "b",
                    "strongroom.container.keycloak", "c",
                    "strongroom.container.s3", "d"))
                .hasAll())
        .isTrue();
  }
}
