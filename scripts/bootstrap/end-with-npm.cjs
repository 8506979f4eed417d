'use strict';
const fs = require('fs');

function parentOf(pid) {
  // "4711 (name of the program) S 4710 …": the name may hold spaces and brackets.
  return Number(/\) \S (\d+)/.exec(fs.readFileSync('/proc/' + pid + '/stat', 'utf8'))[1]);
}

/** The processes above us up to npm: its shell, and where the system lets us look further, npm itself. */
function lineage() {
  const parent = process.ppid;
  try {
    const command = fs.readFileSync('/proc/' + parent + '/cmdline', 'utf8');
    // A shell that replaced itself by us leaves npm as our parent; above npm is nobody whose end concerns us.
    return /\0-c\0/.test(command) ? [parent, parentOf(parent)] : [parent];
  } catch (error) {
    return [parent];
  }
}

/**
 * npm that is told to stop ends its shell and leaves the program that this has started to itself: a server would keep
 * its port and its data. So when npm started us, `end` is called soon after it has gone.
 */
function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event) return;
  const before = lineage().join();
  const timer = setInterval(() => {
    if (lineage().join() === before) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}

module.exports = { endWithNpm };
