// PostgreSQL's kinds of objects as ours, and as words.
#include "parser/tree/names.hpp"

namespace countersign::parser::tree {

object_kind kind_of(ObjectType type) {
  switch (type) {
    case OBJECT_ACCESS_METHOD:
      return object_kind::access_method;
    case OBJECT_AGGREGATE:
      return object_kind::aggregate;
    case OBJECT_ATTRIBUTE:
    case OBJECT_DOMAIN:
    case OBJECT_DOMCONSTRAINT:
    case OBJECT_TYPE:
      return object_kind::type;
    case OBJECT_CAST:
      return object_kind::cast;
    case OBJECT_COLLATION:
      return object_kind::collation;
    case OBJECT_COLUMN:
    case OBJECT_FOREIGN_TABLE:
    case OBJECT_TABCONSTRAINT:
    case OBJECT_TABLE:
      return object_kind::relation;
    case OBJECT_CONVERSION:
      return object_kind::conversion;
    case OBJECT_DATABASE:
      return object_kind::database;
    case OBJECT_EVENT_TRIGGER:
      return object_kind::event_trigger;
    case OBJECT_EXTENSION:
      return object_kind::extension;
    case OBJECT_FOREIGN_SERVER:
      return object_kind::server;
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
      return object_kind::function;
    case OBJECT_INDEX:
      return object_kind::index;
    case OBJECT_LANGUAGE:
      return object_kind::language;
    case OBJECT_LARGEOBJECT:
      return object_kind::large_object;
    case OBJECT_MATVIEW:
      return object_kind::materialized_view;
    case OBJECT_OPCLASS:
    case OBJECT_OPERATOR:
    case OBJECT_OPFAMILY:
      return object_kind::op;
    case OBJECT_PARAMETER_ACL:
      return object_kind::setting;
    case OBJECT_POLICY:
      return object_kind::policy;
    case OBJECT_PUBLICATION:
      return object_kind::publication;
    case OBJECT_ROLE:
      return object_kind::role;
    case OBJECT_RULE:
      return object_kind::rule;
    case OBJECT_SCHEMA:
      return object_kind::schema;
    case OBJECT_SEQUENCE:
      return object_kind::sequence;
    case OBJECT_STATISTIC_EXT:
      return object_kind::statistics;
    case OBJECT_SUBSCRIPTION:
      return object_kind::subscription;
    case OBJECT_TABLESPACE:
      return object_kind::tablespace;
    case OBJECT_TRIGGER:
      return object_kind::trigger;
    case OBJECT_TSCONFIGURATION:
    case OBJECT_TSDICTIONARY:
      return object_kind::text_search;
    case OBJECT_TSPARSER:
      return object_kind::text_search_parser;
    case OBJECT_TSTEMPLATE:
      return object_kind::text_search_template;
    case OBJECT_VIEW:
      return object_kind::view;
    case OBJECT_AMOP:
    case OBJECT_AMPROC:
    case OBJECT_DEFACL:
    case OBJECT_DEFAULT:
    case OBJECT_FDW:
    case OBJECT_PUBLICATION_NAMESPACE:
    case OBJECT_PUBLICATION_REL:
    case OBJECT_TRANSFORM:
    case OBJECT_USER_MAPPING:
      return object_kind::other;
  }
  return object_kind::other;
}

std::string_view words_of(ObjectType type) {
  switch (type) {
    case OBJECT_ACCESS_METHOD:
      return "ACCESS METHOD";
    case OBJECT_AGGREGATE:
      return "AGGREGATE";
    case OBJECT_CAST:
      return "CAST";
    case OBJECT_COLLATION:
      return "COLLATION";
    case OBJECT_COLUMN:
    case OBJECT_TABCONSTRAINT:
    case OBJECT_TABLE:
      return "TABLE";
    case OBJECT_CONVERSION:
      return "CONVERSION";
    case OBJECT_DATABASE:
      return "DATABASE";
    case OBJECT_DOMAIN:
    case OBJECT_DOMCONSTRAINT:
      return "DOMAIN";
    case OBJECT_EVENT_TRIGGER:
      return "EVENT TRIGGER";
    case OBJECT_EXTENSION:
      return "EXTENSION";
    case OBJECT_FDW:
      return "FOREIGN DATA WRAPPER";
    case OBJECT_FOREIGN_SERVER:
      return "SERVER";
    case OBJECT_FOREIGN_TABLE:
      return "FOREIGN TABLE";
    case OBJECT_FUNCTION:
      return "FUNCTION";
    case OBJECT_INDEX:
      return "INDEX";
    case OBJECT_LANGUAGE:
      return "LANGUAGE";
    case OBJECT_LARGEOBJECT:
      return "LARGE OBJECT";
    case OBJECT_MATVIEW:
      return "MATERIALIZED VIEW";
    case OBJECT_OPCLASS:
      return "OPERATOR CLASS";
    case OBJECT_OPERATOR:
      return "OPERATOR";
    case OBJECT_OPFAMILY:
      return "OPERATOR FAMILY";
    case OBJECT_POLICY:
      return "POLICY";
    case OBJECT_PROCEDURE:
      return "PROCEDURE";
    case OBJECT_PUBLICATION:
      return "PUBLICATION";
    case OBJECT_ROLE:
      return "ROLE";
    case OBJECT_ROUTINE:
      return "ROUTINE";
    case OBJECT_RULE:
      return "RULE";
    case OBJECT_SCHEMA:
      return "SCHEMA";
    case OBJECT_SEQUENCE:
      return "SEQUENCE";
    case OBJECT_STATISTIC_EXT:
      return "STATISTICS";
    case OBJECT_SUBSCRIPTION:
      return "SUBSCRIPTION";
    case OBJECT_TABLESPACE:
      return "TABLESPACE";
    case OBJECT_TRANSFORM:
      return "TRANSFORM";
    case OBJECT_TRIGGER:
      return "TRIGGER";
    case OBJECT_TSCONFIGURATION:
      return "TEXT SEARCH CONFIGURATION";
    case OBJECT_TSDICTIONARY:
      return "TEXT SEARCH DICTIONARY";
    case OBJECT_TSPARSER:
      return "TEXT SEARCH PARSER";
    case OBJECT_TSTEMPLATE:
      return "TEXT SEARCH TEMPLATE";
    case OBJECT_ATTRIBUTE:
    case OBJECT_TYPE:
      return "TYPE";
    case OBJECT_USER_MAPPING:
      return "USER MAPPING";
    case OBJECT_VIEW:
      return "VIEW";
    case OBJECT_AMOP:
    case OBJECT_AMPROC:
    case OBJECT_DEFACL:
    case OBJECT_DEFAULT:
    case OBJECT_PARAMETER_ACL:
    case OBJECT_PUBLICATION_NAMESPACE:
    case OBJECT_PUBLICATION_REL:
      return "";
  }
  return "";
}

}  // namespace countersign::parser::tree
