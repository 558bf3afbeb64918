// What every page does by itself. Each piece is a module of its own and looks after one thing.
import "./ask.js";
import "./busy.js";
import "./jot.js";
import "./keys.js";
import "./live.js";
import "./looks.js";
import "./openers.js";
import "./toasts.js";
import "./zone.js";
