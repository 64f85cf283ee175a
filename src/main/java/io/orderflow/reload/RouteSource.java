package io.orderflow.reload;

import java.util.List;

/**
 * What a route is made of: where two of them are equal, the routes are.
 *
 * @param id what the route is known by
 * @param parts its own text, and that of the route configurations, beans and error handling that apply to it, as maps
 *     and lists: comments, blanks and the name of the file say nothing
 */
record RouteSource(String id, List<Object> parts) {}
