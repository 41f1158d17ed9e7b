// The paths that sockets of AF_UNIX are bound to. They are names of the network alone, no files: only
// directly in `/` or `/tmp`, as documented for a VFS with nothing but a network (1.4,
// posix_ifaces_impl_features). A name ends with its socket.

import { EADDRINUSE, EINVAL, ENOENT } from '../errno.ts'

/** Sockets by path. */
export class UnixNames<S> {
  readonly #sockets: Map<string, S> = new Map()

  /** Gives a socket a path. ENOENT: no path of a socket; EINVAL: it is empty; EADDRINUSE. */
  bind(path: string, socket: S): number {
    if (path === '') return -EINVAL
    const name = normalPath(path)
    if (name === null) return -ENOENT
    if (this.#sockets.has(name)) return -EADDRINUSE
    this.#sockets.set(name, socket)
    return 0
  }

  /** The socket of a path. */
  find(path: string): S | undefined {
    const name = normalPath(path)
    return name === null ? undefined : this.#sockets.get(name)
  }

  /** Takes the path back. */
  unbind(path: string): void {
    const name = normalPath(path)
    if (name !== null) this.#sockets.delete(name)
  }
}

// Null for a path that no socket can have. The working directory is unknown here: it is taken as `/`.
function normalPath(path: string): string | null {
  if (path.includes('\0')) return null
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const isDirect = parts.length === 1 || (parts.length === 2 && parts[0] === 'tmp')
  const isFile = !path.endsWith('/') && parts.at(-1) !== '..' && parts.join('/') !== 'tmp'
  return isDirect && isFile ? `/${parts.join('/')}` : null
}
