package io.orderflow.consumer;

import java.util.List;

/**
 * What a consumer works on and what waits there.
 *
 * @param inWork how many records are in work
 * @param waitingKeys how many keys wait since their record has failed
 * @param waiting some of them, the one that is due first in front
 */
record LaneState(int inWork, int waitingKeys, List<Waiting> waiting) {

    /** @param behind how many records of the same key wait behind it, as far as they are known */
    record Waiting(PolledRecord record, int behind, Retry retry) {}
}
