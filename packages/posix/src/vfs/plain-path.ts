// Plain paths: absolute, with neither `.` nor `..` nor empty components. Where no symbolic link is
// followed either, such a path says where a file is: whoever compares its text compares places.

import { EINVAL } from '../errno.ts'

/** Whether a path is plain: `/`, or components that are names, without a slash at the end. */
export function isPlainPath(path: string): boolean {
  if (path === '/') return true
  if (!path.startsWith('/')) return false
  return path
    .slice(1)
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..')
}

/** What a server answers to a path that is not plain: EINVAL, negated; 0 for one that is. */
export function plainPathFault(path: string): number {
  return isPlainPath(path) ? 0 : -EINVAL
}

/**
 * The plain path of a path that is seen from a plain directory: `..` takes the component before it
 * away, as if nothing were a symbolic link. The root is in itself.
 */
export function plainPathOf(directory: string, path: string): string {
  const names: string[] = []
  const whole = path.startsWith('/') ? path : `${directory}/${path}`
  for (const name of whole.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

/**
 * For policies: whether a path is plain, and in a directory or the directory itself. It tells places
 * only of requests of a session with plain paths: see `VfsClient.plainPaths`.
 *
 * `request('Editor', 'kl.VfsEntity', VfsSession.Open, ({ message }) => isBelow(message.path, '/data'))`
 */
export function isBelow(path: string, directory: string): boolean {
  if (!isPlainPath(path)) return false
  const prefix = directory === '/' ? '/' : `${directory}/`
  return path === directory || path.startsWith(prefix)
}
