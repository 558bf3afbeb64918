// What the calendar does by itself. Each piece is a module of its own.
import "./days.js";
import "./drag.js";
import "./hours.js";
import "./moves.js";
import "./picks.js";
