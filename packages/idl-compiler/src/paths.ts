// Paths of files with `/`, and the search path for the files of packages and components. Nothing
// here touches a file system.

/** The folder of a file, without a `/` at its end; empty for the current one. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash) || '/'
}

/** A path inside a folder. */
export function inFolder(folder: string, path: string): string {
  if (folder === '' || folder === '.') return path
  return folder.endsWith('/') ? folder + path : `${folder}/${path}`
}

/**
 * The path of the file of a package or component, from its root: `demo.Store` is `demo/Store.idl`.
 */
export function pathOfName(name: string, ending: string): string {
  return `${name.replaceAll('.', '/')}.${ending}`
}

/** The name of the package in the file at `path`: `demo.Store` for `demo/Store.idl`. */
export function nameOfPath(path: string): string {
  return path.replace(/\.idl$/, '').replaceAll('/', '.')
}

/** The last part of a dotted name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/**
 * Whether a file may hold a package or component of that name: the path ends with the parts of the
 * name, as far as it has folders.
 */
export function pathFits(path: string, name: string): boolean {
  const parts = path
    .replace(/\.\w+$/, '')
    .split('/')
    .filter((part) => part !== '.')
  const names = name.split('.')
  while (parts.length > 0 && names.length > 0) {
    const part = parts.pop()
    if (part === '..' || part === '') return true
    if (part !== names.pop()) return false
  }
  return true
}

/**
 * The root folder of a file that holds the package or component `name`: `src` for
 * `src/demo/Store.idl` with `demo.Store`.
 */
export function rootOf(path: string, name: string): string {
  let folder = folderOf(path)
  for (let rest = name.split('.').length - 1; rest > 0; rest--) {
    const last = lastFolder(folder)
    folder = last === '' || last === '..' ? inFolder(folder, '..') : folderOf(folder)
  }
  return folder
}

/**
 * The folders in which a file looks for others, in this order: the root of its own name, its
 * folder, the folder above (so that `edl/Server.edl` finds what stands beside `edl`), then `roots`.
 */
export function searchFolders(path: string, name: string, roots: readonly string[]): string[] {
  const named = pathFits(path, name) ? [rootOf(path, name)] : []
  return [
    ...new Set(
      [...named, ...nearFolders(path), ...roots].map((folder) => (folder === '.' ? '' : folder)),
    ),
  ]
}

/** The folder of a file, and the one above. */
function nearFolders(path: string): [string, string] {
  const own = folderOf(path)
  const last = lastFolder(own)
  return [own, last === '' || last === '..' ? inFolder(own, '..') : folderOf(own)]
}

/**
 * The paths at which a package or component may lie in a flat folder. The folder of the file that
 * mentions it and the one above may stand for any of the first parts of its name; all `folders`
 * stand for `modules`, too.
 */
export function flatPaths(
  path: string,
  name: string,
  ending: string,
  folders: readonly string[],
  modules: readonly string[],
): string[] {
  const near = nearFolders(path)
  const parts = name.split('.')
  const beside = parts
    .slice(1)
    .flatMap((_part, i) => near.map((folder) => [folder, parts.slice(i + 1).join('.')] as const))
  const inModules = modules
    .filter((module) => name.startsWith(`${module}.`))
    .flatMap((module) => folders.map((folder) => [folder, name.slice(module.length + 1)] as const))
  return [...beside, ...inModules].map(([folder, rest]) =>
    inFolder(folder, pathOfName(rest, ending)),
  )
}

function lastFolder(folder: string): string {
  return folder === '.' ? '' : folder.slice(folder.lastIndexOf('/') + 1)
}
