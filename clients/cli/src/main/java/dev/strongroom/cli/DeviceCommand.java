package dev.strongroom.cli;

import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.DeviceId;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.slot.Devices;
import dev.strongroom.sdk.slot.KeySlots;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom device}. */
@Command(
    name = "device",
    description = "Your machines: those that open your keys, and new ones.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DeviceCommand.ListAll.class,
      DeviceCommand.Add.class,
      DeviceCommand.Approve.class,
      DeviceCommand.Remove.class
    })
final class DeviceCommand {
  private DeviceCommand() {}

  /** {@code strongroom device list}. */
  @Command(
      name = "list",
      description = "Lists the machines with a key slot of their own, and those that wait.")
  static final class ListAll extends Action {
    @Override
    int act() throws Exception {
      Devices devices = new Devices(new Enrolment(environment().config()).keyWork());
      Optional<DeviceId> here = devices.here();
      List<KeySlots.View> slots = devices.list();
      List<Devices.NewDevice> waiting = devices.waiting();
      StringBuilder text = new StringBuilder();
      for (KeySlots.View slot : slots) {
        text.append(
            Printable.row(
                "%-24s %-24s %s%s%n",
                slot.name(),
                slot.label(),
                "used " + slot.used().map(Instant::toString).orElse("never"),
                isHere(slot, here) ? "  (this machine)" : ""));
      }
      for (Devices.NewDevice device : waiting) {
        text.append(Printable.row("%-24s %-24s waits for its code%n", device.id(), device.label()));
      }
      result(
          Map.of(
              "devices",
              slots.stream().map(slot -> json(slot, here)).toList(),
              "waiting",
              waiting.stream()
                  .map(d -> Map.of("device", d.id().toString(), "label", d.label()))
                  .toList()),
          text.toString().stripTrailing());
      return Exit.OK;
    }

    private static Map<String, Object> json(KeySlots.View slot, Optional<DeviceId> here) {
      return Map.of(
          "device", slot.name(),
          "label", slot.label(),
          "created", slot.created().toString(),
          "used", slot.used().map(Instant::toString).orElse(""),
          "here", isHere(slot, here));
    }

    private static boolean isHere(KeySlots.View slot, Optional<DeviceId> here) {
      return here.filter(id -> id.toString().equals(slot.name())).isPresent();
    }
  }

  /** {@code strongroom device add}. */
  @Command(
      name = "add",
      description =
          "Gives this machine a key slot of its own: strongroom unlock --device then asks for no"
              + " passphrase.")
  static final class Add extends Action {
    @Option(names = "--label", description = "What the machine is called in the list.")
    String label = "";

    @Override
    int act() throws Exception {
      DeviceId id = new Devices(new Enrolment(environment().config()).keyWork()).add(label);
      result(Map.of("device", id.toString()), "This machine has a key slot of its own: " + id);
      return Exit.OK;
    }
  }

  /** {@code strongroom device approve}. */
  @Command(
      name = "approve",
      description =
          "Hands your keys to the new machine that shows this code. Only type a code that you read"
              + " from your own machine's screen.")
  static final class Approve extends Action {
    @Parameters(
        arity = "0..1",
        paramLabel = "CODE",
        description = "Eight groups of four; asked for where it is left out.")
    @Nullable String code;

    @Override
    int act() throws Exception {
      DeviceCode typed = DeviceCode.parse(code == null ? asked() : code);
      Devices.NewDevice device =
          new Devices(new Enrolment(environment().config()).keyWork()).approve(typed);
      result(
          Map.of("device", device.id().toString(), "label", device.label()),
          "Approved: " + Printable.line(device.label()) + ". It opens your keys now.");
      return Exit.OK;
    }

    private String asked() {
      environment().err().print("Code on the new machine: ");
      environment().err().flush();
      String line = environment().question().get();
      return line == null ? "" : line;
    }
  }

  /** {@code strongroom device remove}. */
  @Command(
      name = "remove",
      description =
          "Deletes a machine's key slot. For a machine that is lost, run strongroom identity rotate"
              + " --compromised as well.")
  static final class Remove extends Action {
    @Parameters(paramLabel = "DEVICE", description = "Id, its beginning, or label.")
    String device = "";

    @Override
    int act() throws Exception {
      KeySlots.View removed =
          new Devices(new Enrolment(environment().config()).keyWork()).remove(device);
      result(
          Map.of("device", removed.name()),
          "Removed: "
              + Printable.line(removed.label().isEmpty() ? removed.name() : removed.label()));
      return Exit.OK;
    }
  }
}
