// Path names by pattern (glob.h).

import { type GlobFault, GlobWalk } from '../io/glob-walk.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { compareBytes } from '../text/byte-string.ts'
import { isRecordOf } from './out-record.ts'

/** Ends at the first directory that cannot be read. */
export const GLOB_ERR = 1
/** Marks directories with a slash. */
export const GLOB_MARK = 2
/** Does not sort. */
export const GLOB_NOSORT = 4
/** Keeps `gl_offs` empty places before the paths. */
export const GLOB_DOOFFS = 8
/** If nothing matches, the pattern is what was found. */
export const GLOB_NOCHECK = 16
/** Adds to the paths that are there. */
export const GLOB_APPEND = 32
/** A backslash is a character like others. */
export const GLOB_NOESCAPE = 64
/** There is no memory. */
export const GLOB_NOSPACE = 1
/** A directory could not be read. */
export const GLOB_ABORTED = 2
/** Nothing matches. */
export const GLOB_NOMATCH = 3

/** What `glob` found. */
export class glob_t {
  /** How many paths there are; the empty places are not counted. */
  gl_pathc = 0
  /** Empty places, then the paths. */
  gl_pathv: (string | null)[] = []
  /** How many empty places GLOB_DOOFFS keeps. */
  gl_offs = 0
}

/** Functions of glob.h. */
export interface GlobApi {
  /**
   * Finds the path names that match a pattern, sorted by their characters: 0, GLOB_NOMATCH, or
   * GLOB_ABORTED if a directory could not be read and `errfunc` answers other than 0, or with
   * GLOB_ERR; GLOB_NOSPACE, if `pglob` can't take them, or asks for more than 65,536 places. What
   * was found before then is in `pglob`.
   */
  readonly glob: (
    pattern: string,
    flags: number,
    errfunc: ((epath: string, eerrno: number) => number) | null,
    pglob: glob_t,
  ) => Promise<number>
  /** Empties what `glob` found. */
  readonly globfree: (pglob: glob_t) => void
}

// Most places that GLOB_DOOFFS keeps free.
const maxOffset = 65_536

// False: there is no room for what the record asks for, or it can't be written.
function store(pglob: glob_t, paths: readonly (string | null)[], flags: number): boolean {
  try {
    const isAppending = (flags & GLOB_APPEND) !== 0
    const offset = (flags & GLOB_DOOFFS) === 0 ? 0 : Math.max(Math.trunc(pglob.gl_offs) || 0, 0)
    if (offset > maxOffset) return false
    const before = isAppending ? pglob.gl_pathv : Array.from({ length: offset }, () => null)
    pglob.gl_pathv = [...before, ...paths]
    pglob.gl_pathc = (isAppending ? pglob.gl_pathc : 0) + paths.length
    return true
  } catch {
    return false
  }
}

async function find(
  thread: PosixThread,
  pattern: string,
  flags: number,
  errfunc: ((epath: string, eerrno: number) => number) | null,
  pglob: glob_t,
): Promise<number> {
  if (typeof pattern !== 'string' || !isRecordOf(pglob, glob_t)) return GLOB_NOMATCH
  if (!Number.isInteger(flags)) return GLOB_NOMATCH
  const onFault: GlobFault = (path, errno) =>
    (typeof errfunc === 'function' && errfunc(path, errno) !== 0) || (flags & GLOB_ERR) !== 0
  const escapes = (flags & GLOB_NOESCAPE) === 0
  const walk = new GlobWalk(thread.process.files, thread, escapes, onFault)
  const isWhole = await walk.walk(pattern)
  const paths: string[] = []
  for (const path of walk.paths) {
    const isMarked = (flags & GLOB_MARK) !== 0 && !path.endsWith('/')
    paths.push(isMarked && (await walk.isDirectory(path)) ? `${path}/` : path)
  }
  if ((flags & GLOB_NOSORT) === 0) paths.sort(compareBytes)
  if (!isWhole) return store(pglob, paths, flags) ? GLOB_ABORTED : GLOB_NOSPACE
  if (paths.length === 0 && (flags & GLOB_NOCHECK) !== 0) paths.push(pattern)
  if (!store(pglob, paths, flags)) return GLOB_NOSPACE
  return paths.length === 0 ? GLOB_NOMATCH : 0
}

/** Path names by pattern. */
export const glob: Family<GlobApi> = {
  glob: (thread) => (pattern, flags, errfunc, pglob) =>
    find(thread, pattern, flags, errfunc, pglob),
  globfree: () => (pglob) => {
    if (!(pglob instanceof glob_t)) return
    pglob.gl_pathc = 0
    pglob.gl_pathv = []
  },
}
