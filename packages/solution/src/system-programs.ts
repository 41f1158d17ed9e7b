// Programs of the system that come with kos: a process of one of these classes needs no program in
// the folder. And connections to them that libraries look for, so that programs need not name them.

import { blockDevice, driverPrograms, openDisk } from '@kos/drivers'
import { formatRetcode, Klog, KlogStorage, NameServer, type Program, rcOk } from '@kos/libkos'
import { klogClass, klogStorageClass } from '@kos/libkos/abi'
import { type OpenDevice, posixPrograms } from '@kos/posix/programs'

/** The disk of a driver of this system, for file systems. */
const openDevice: OpenDevice = async (kos, name) => {
  const opened = await openDisk(kos, name)
  if (opened.rc === rcOk) return blockDevice(opened.disk)
  return `there is no disk at the connection ${name}: ${formatRetcode(opened.rc)}`
}

/** By class. */
const systemPrograms: Readonly<Record<string, Program>> = {
  'kl.core.NameServer': NameServer,
  [klogClass]: Klog,
  [klogStorageClass]: KlogStorage,
  ...driverPrograms,
  .../* @__PURE__ */ posixPrograms({ openDevice }),
}

/** The program of the system of a class; null if kos has none. */
export function systemProgram(className: string): Program | null {
  return Object.hasOwn(systemPrograms, className) ? (systemPrograms[className] as Program) : null
}

/** The classes of which kos has programs. */
export function systemClasses(): readonly string[] {
  return Object.keys(systemPrograms)
}

/** By the name of a connection: the module that looks for it. */
const libraries: Readonly<Record<string, string>> = { 'kl.drivers.GPIO': '@kos/drivers/gpio' }

/** The module whose functions use a connection of that name; null if there is none. */
export function libraryOfConnection(id: string): string | null {
  return Object.hasOwn(libraries, id) ? (libraries[id] as string) : null
}
