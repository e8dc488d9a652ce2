package io.heddle.supervision;

import com.sun.net.httpserver.HttpHandler;
import java.io.Serializable;

/// Answers HTTP requests in a worker of a [PreforkServer]: an [HttpHandler] that travels. A lambda is one.
@FunctionalInterface
public interface RequestHandler extends HttpHandler, Serializable {}
