package dev.strongroom.identity.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Schemas, lists and filters. */
final class Scim {
  static final String MEDIA_TYPE = "application/scim+json";
  static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
  private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
  private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** As many as one page has, whatever is asked for. */
  static final int MOST = 200;

  private Scim() {}

  /**
   * An id of the sign-on's, as a part of an address: nothing else gets into one.
   *
   * @throws ScimException not found, for what is no id
   */
  static String id(String text) {
    if (!ID.matcher(text).matches()) {
      throw ScimException.notFound();
    }
    return text;
  }

  static ObjectNode object(String schema) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.putArray("schemas").add(schema);
    return object;
  }

  static ObjectNode list(List<? extends JsonNode> resources, long total, int startIndex) {
    ObjectNode list = object(LIST);
    list.put("totalResults", total)
        .put("startIndex", startIndex)
        .put("itemsPerPage", resources.size());
    list.putArray("Resources").addAll(resources);
    return list;
  }

  static ObjectNode error(ScimException e) {
    ObjectNode error = object(ERROR);
    error.put("status", Integer.toString(e.status())).put("detail", e.getMessage());
    if (!e.scimType().isEmpty()) {
      error.put("scimType", e.scimType());
    }
    return error;
  }

  /** One attribute that has to be equal to a text: the only filter that is taken. */
  record Equal(String attribute, String value) {
    /**
     * @throws ScimException invalidFilter
     */
    static Equal parse(String filter) {
      try {
        Filter parsed = Filter.fromString(filter);
        if (parsed.getFilterType() == FilterType.EQUAL
            && parsed.getAttributePath() != null
            && parsed.getComparisonValue() != null
            && parsed.getComparisonValue().isTextual()) {
          return new Equal(
              parsed.getAttributePath().toString().toLowerCase(Locale.ROOT),
              parsed.getComparisonValue().textValue());
        }
      } catch (BadRequestException _) {
        // Told below.
      }
      throw new ScimException(400, "invalidFilter", "Of filters only: attribute eq \"text\".");
    }
  }
}
