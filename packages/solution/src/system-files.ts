// The files of the system as tools know them: those of the kernel, of drivers, of the message bus,
// and of the processes behind POSIX, read as one.

import { systemFiles as driverFiles } from '@kos/drivers/resources'
import type { SystemFileReader } from '@kos/libkos/resources'
import { systemFiles as busFiles } from '@kos/messagebus/resources'
import { systemFiles as posixFiles } from '@kos/posix/resources'

/** Files of several readers. Of a file that more than one has, the text that is public counts. */
function joined(readers: readonly SystemFileReader[]): SystemFileReader {
  const readerOf = (path: string): SystemFileReader | undefined => {
    const having = readers.filter((each) => each.read(path) !== null)
    return having.find((each) => each.notPublic(path) === null) ?? having[0]
  }
  return Object.freeze({
    root: '@kos/resources',
    read: (path: string) => readerOf(path)?.read(path) ?? null,
    notPublic: (path: string) => readerOf(path)?.notPublic(path) ?? null,
  })
}

/** All files of the system. */
export const systemFiles: SystemFileReader = /* @__PURE__ */ joined([
  driverFiles,
  busFiles,
  posixFiles,
])
