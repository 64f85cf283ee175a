package io.orderflow.analytics;

/**
 * What is counted: all orders, those of a user, or those of an item.
 *
 * @param name of the user or the item; empty for all orders
 */
record Subject(Kind kind, String name) {

    enum Kind {
        ALL,
        ITEM,
        USER;

        /** How it is written in a record. */
        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static final Subject ALL = new Subject(Kind.ALL, "");

    static Subject item(String name) {
        return new Subject(Kind.ITEM, name);
    }

    static Subject user(String name) {
        return new Subject(Kind.USER, name);
    }

    /** @param key as {@link #key} gives it */
    static Subject of(String key) {
        return switch (key.charAt(0)) {
            case 'i' -> item(key.substring(1));
            case 'u' -> user(key.substring(1));
            default -> ALL;
        };
    }

    /** The key of the topics between the steps: a letter and the name. */
    String key() {
        return kind.word().charAt(0) + name;
    }
}
