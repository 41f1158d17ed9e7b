// Where a program waits: the lines of a captured stack that are the program's. The innermost frames are kos' own; what comes after them, up
// to the next of its own, is the program. Stacks are text, and each engine has its own; what is not understood is left out.

/** Most lines of a program in a report. */
const mostPlaces = 4

// A frame of kos itself: installed packages, or this repository's. `eval` is a wrapper of a system call, made as code.
const own =
  /[/\\](?:@kos|packages)[/\\](?:thread|sync|ipc|notice|handles|libkos|kernel|testing)[/\\](?:src|dist)[/\\]|\beval at\b|<anonymous>/
const frame = /^\s*(?:at |\S*@)/

/** The places of the program in a stack, innermost first: `function (file:line:column)`, as the engine writes them. */
export function programPlaces(stack: string | null): string[] {
  if (stack === null) return []
  const frames = stack.split('\n').filter((line) => frame.test(line))
  const first = frames.findIndex((line) => !own.test(line))
  if (first < 0) return []
  const rest = frames.slice(first)
  const end = rest.findIndex((line) => own.test(line) || line.includes('node:internal'))
  return rest
    .slice(0, end < 0 ? mostPlaces : Math.min(end, mostPlaces))
    .map((line) => line.trim().replace(/^at (?:async )?/, ''))
}
