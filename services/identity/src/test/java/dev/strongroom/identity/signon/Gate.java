package dev.strongroom.identity.signon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A way to a server that a test can shut: connections end, and no new ones are led on. */
final class Gate implements AutoCloseable {
  private final ServerSocket server;
  private final AtomicBoolean shut = new AtomicBoolean();
  private final AtomicReference<URI> target = new AtomicReference<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  Gate() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void leadTo(String url) {
    target.set(URI.create(url));
  }

  void shut() {
    shut.set(true);
    open.forEach(Gate::end);
  }

  void open() {
    shut.set(false);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        URI to = target.get();
        if (shut.get() || to == null) {
          end(from);
          continue;
        }
        Socket on = new Socket(to.getHost(), to.getPort());
        open.add(from);
        open.add(on);
        Thread.ofVirtual().start(() -> copy(from, on));
        Thread.ofVirtual().start(() -> copy(on, from));
      } catch (IOException _) {
        // Closed, or nobody is there.
      }
    }
  }

  private void copy(Socket from, Socket on) {
    try {
      from.getInputStream().transferTo(on.getOutputStream());
    } catch (IOException _) {
      // Shut.
    } finally {
      end(from);
      end(on);
      open.remove(from);
      open.remove(on);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(Gate::end);
  }
}
