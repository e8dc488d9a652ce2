package io.heddle.manager;

/// The result of a call that is undone if it does not reach whoever called.
interface HandOver {

    /// Tells whether there is anything to undo.
    boolean counts();

    /// The caller lives, and does not have it: it was interrupted meanwhile, or cannot read it.
    void refused();

    /// The caller is gone, or will not hear of it. Whether it had it before is not known.
    void lost();
}
