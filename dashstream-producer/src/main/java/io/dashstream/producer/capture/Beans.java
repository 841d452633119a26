package io.dashstream.producer.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The codec of one class of beans or records. A getter that throws costs its property only.
 *
 * <p>An instance is frozen if its class consists of final fields, its properties show just these, and each value is frozen.
 */
final class Beans implements ValueCodec {

    private final Class<?> type;
    private final List<Property> properties;
    private final boolean canFreeze;

    Beans(Class<?> type, List<Property> properties) {
        this.type = type;
        this.properties = properties;
        this.canFreeze = Properties.areAllThereIs(type, properties);
    }

    @Override
    public Piece encode(Object bean, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(bean)) {
            return Substitutes.notOpened(bean, old, walk);
        }
        ObjectAssembly object = new ObjectAssembly(old, properties.size(), walk);
        for (Property property : properties) {
            add(property, bean, object, walk);
            if (walk.stopped()) {
                break;
            }
        }
        walk.close();
        return object.finish(bean, canFreeze);
    }

    private void add(Property property, Object bean, ObjectAssembly object, StateWalk walk) {
        Object value;
        try {
            value = property.read(bean);
            if (canFreeze && !property.holds(value, bean)) {
                object.neverFrozen();
            }
        } catch (Throwable e) {
            object.neverFrozen();
            Piece before = object.before(property.name());
            object.addEncoded(property.name(), walk.failedRead(Substitutes.typeName(type), e, before));
            return;
        }
        object.add(property.name(), value);
    }
}
