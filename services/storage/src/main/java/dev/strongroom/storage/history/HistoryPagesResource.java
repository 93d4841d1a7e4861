package dev.strongroom.storage.history;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.storage.RoomAccess;
import dev.strongroom.storage.rewrap.WrapStore;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All of a room's commits, for who replays or goes over them. */
@Path("storage/v1/rooms/{room}/history")
public class HistoryPagesResource {
  private final HistoryPages pages;
  private final WrapStore wraps;
  private final RoomAccess access;

  @Inject
  HistoryPagesResource(HistoryPages pages, WrapStore wraps, RoomAccess access) {
    this.pages = pages;
    this.wraps = wraps;
    this.access = access;
  }

  public record CommitView(long sequence, String envelope) {}

  /** A record of a commit, in the commit's order. */
  public record RecordView(long sequence, String record, List<HistoryResource.WrapView> wraps) {}

  /** Where a page begins. */
  public record PlaceView(long sequence, int record) {}

  /**
   * At most 1,000 commits and 1,000 records.
   *
   * @param next where to go on; a commit whose records end beyond this page comes again there
   */
  public record PageView(
      List<CommitView> commits, List<RecordView> records, PlaceView next, boolean last) {}

  @GET
  @Operation(summary = "Commits with their records and these records' wraps, in order")
  public PageView page(
      @PathParam("room") String room,
      @QueryParam("from") @DefaultValue("0") @Min(0) long from,
      @QueryParam("record") @DefaultValue("0") @Min(0) int record) {
    RoomAccess.Granted granted = access.requireReader(room, "history");
    HistoryPages.Page page = pages.page(granted.room(), new HistoryPages.Place(from, record));
    return new PageView(
        page.commits().stream()
            .map(c -> new CommitView(c.sequence(), c.envelope().toBase64Url()))
            .toList(),
        records(granted, page),
        new PlaceView(page.next().sequence(), page.next().record()),
        page.last());
  }

  private List<RecordView> records(RoomAccess.Granted granted, HistoryPages.Page page) {
    Map<Bytes, List<WrapStore.Wrap>> found =
        wraps.wraps(
            granted.room(), page.records().stream().map(HistoryPages.RecordRow::hash).toList());
    return page.records().stream()
        .map(r ->
            new RecordView(
                r.place().sequence(),
                r.record().toBase64Url(),
                found.getOrDefault(r.hash(), List.of()).stream()
                    .map(w ->
                        new HistoryResource.WrapView(
                            w.epoch(), w.author().toString(), w.wrap().toBase64Url()))
                    .toList()))
        .toList();
  }
}
