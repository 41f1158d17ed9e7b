// Programs of the system that come with kos: a process of one of these classes needs no program in
// the folder.

/** By class, the name of the export of @kos/libkos. */
export const systemPrograms: Readonly<Record<string, string>> = {
  'kl.core.NameServer': 'NameServer',
}
