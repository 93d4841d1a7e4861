package dev.strongroom.storage.upload;

import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.storage.RoomAccess;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Uploads: a session, URLs for its parts, and its completion. */
@Path("storage/v1/rooms/{room}/uploads")
public class UploadResource {
  private final Uploads uploads;
  private final RoomAccess access;
  private final Directory directory;
  private final Caller caller;

  @Inject
  UploadResource(Uploads uploads, RoomAccess access, Directory directory, Caller caller) {
    this.uploads = uploads;
    this.access = access;
    this.directory = directory;
    this.caller = caller;
  }

  /**
   * @param deposit whether it is for a deposit: whoever reaches the room may upload that
   */
  public record NewUpload(@Min(1) long storedLength, boolean deposit) {}

  /**
   * @param partBytes of every part but the last, which also holds the leaf list
   * @param checksum header that goes with each part, for the store holds the body against it; empty
   *     where it holds it against none
   */
  public record UploadView(
      String upload, long partBytes, int parts, String state, String checksum) {}

  /**
   * @param checksums values of the upload's checksum header for each part, base64; needed where its
   *     name begins with {@code x-amz-}, for the URL is bound to it
   */
  public record PartNumbers(
      @NotNull @Size(min = 1, max = 64) List<@NotNull Integer> parts,
      @Nullable @Size(max = 64)
          List<@NotNull @Pattern(regexp = "[A-Za-z0-9+/]{4,64}={0,2}") String> checksums) {}

  public record Urls(List<String> urls) {}

  public record Completion(
      @NotNull @Size(min = 1, max = 10_000) List<@NotNull @Size(max = 200) String> etags) {}

  @POST
  @Operation(summary = "Begins an upload")
  public UploadView begin(@PathParam("room") String room, @NotNull @Valid NewUpload upload) {
    RoomAccess.Granted granted =
        upload.deposit()
            ? access.requireDepositor(room, "upload")
            : access.requireWriter(room, "upload");
    return view(uploads.begin(granted, upload.storedLength(), upload.deposit()));
  }

  @POST
  @Path("{upload}/urls")
  @Operation(summary = "URLs to put parts to, each good for one part and 60 seconds")
  public Urls urls(
      @PathParam("room") String room,
      @PathParam("upload") String upload,
      @NotNull @Valid PartNumbers parts) {
    return new Urls(
        uploads.urls(
            require(room, upload),
            parts.parts(),
            Optional.ofNullable(parts.checksums()).orElse(List.of())));
  }

  @POST
  @Path("{upload}/completion")
  @BodyLimit(3 << 20)
  @Operation(summary = "Completes an upload: accepted, then to be polled; asked again, it goes on")
  public Response complete(
      @PathParam("room") String room,
      @PathParam("upload") String upload,
      @NotNull @Valid Completion completion) {
    UploadEntity found = require(room, upload);
    uploads.complete(found, completion.etags());
    return Response.accepted(view(found)).build();
  }

  @GET
  @Path("{upload}")
  @Operation(summary = "An upload's state: open, completing, complete or aborted")
  public UploadView state(@PathParam("room") String room, @PathParam("upload") String upload) {
    return view(require(room, upload));
  }

  @DELETE
  @Path("{upload}")
  @Operation(summary = "Gives an upload up")
  public Response abort(@PathParam("room") String room, @PathParam("upload") String upload) {
    uploads.abort(uploads.require(Bytes.fromBase64Url(upload), directory.userOf(caller)));
    return Response.noContent().build();
  }

  private UploadEntity require(String room, String upload) {
    RoomAccess.Granted granted = access.requireDepositor(room, "upload");
    UploadEntity found = uploads.require(Bytes.fromBase64Url(upload), granted.user());
    if (!found.for_deposit) {
      access.requireWriter(room, "upload");
    }
    return found;
  }

  private UploadView view(UploadEntity upload) {
    return new UploadView(
        Bytes.of(upload.blob).toBase64Url(),
        upload.part_bytes,
        upload.parts,
        upload.state,
        uploads.checksum().header());
  }
}
