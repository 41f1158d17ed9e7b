// The classes of the two programs that carry audit records (documented names). The kernel knows
// them: what they ask for is no record of its own. The programs are in `klog/`.

/** The class of the process that takes audit records from the kernel. */
export const klogClass = 'kl.Klog'
/** The class of the process that stores them, and the name of the connection to it. */
export const klogStorageClass = 'kl.KlogStorage'
