package com.dumontcloud.samples.quickstart.reporters;

/** How a process ends. */
enum Ending {
    /** Its reporter is closed, in the middle of whatever it does. */
    STOPPED {
        @Override
        void end(ReportingProcess process) {
            process.stop();
        }
    },
    /** Its work is done, and it says so. */
    FINISHED {
        @Override
        void end(ReportingProcess process) {
            process.finish();
        }
    },
    /** Nothing of it runs any more, and nothing says so. */
    KILLED {
        @Override
        void end(ReportingProcess process) {
            process.abandon();
        }
    };

    abstract void end(ReportingProcess process);
}
