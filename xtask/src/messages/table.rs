//! Makes an enum of messages, and a table of them for the tests.

macro_rules! messages {
    (
        $(#[$about:meta])*
        $messages:ident in $catalogue:ident:
        $( $name:ident $( { $($field:ident: $type:ty),+ } )?, )+
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the texts in `en.ftl` say what they are")]
        pub enum $messages {
            $( $name $( { $($field: $type),+ } )?, )+
        }

        impl $messages {
            /// Returns the message in `lang`.
            pub fn to_text(&self, lang: $crate::lang::Lang) -> String {
                use $crate::messages::argument::{Argument as _, filled_in};
                match self {
                    $( Self::$name $( { $($field),+ } )? => $catalogue.text(
                        lang,
                        stringify!($name),
                        &filled_in([ $( $((stringify!($field), $field.in_words(lang))),+ )? ]),
                    ), )+
                }
            }
        }

        /// The names of the messages, and those of their arguments.
        #[cfg(test)]
        pub(in $crate::messages) const ALL: &[(&str, &[&str])] = &[
            $( (stringify!($name), &[ $( $(stringify!($field)),+ )? ]), )+
        ];
    };
}
